//! Whether the machine runs on its battery. Told on Linux only; elsewhere it is taken to be on mains.

use std::path::Path;

/// Whether work that nobody waits for should be left undone for the battery's sake.
pub fn on_battery() -> bool {
    of_supplies(Path::new("/sys/class/power_supply"))
}

/// A battery of the system is being discharged.
fn of_supplies(folder: &Path) -> bool {
    let Ok(supplies) = std::fs::read_dir(folder) else { return false };
    supplies.flatten().any(|supply| {
        let says = |name: &str, value: &str| std::fs::read_to_string(supply.path().join(name)).is_ok_and(|text| text.trim() == value);
        // A mouse has a battery too.
        says("type", "Battery") && says("status", "Discharging") && !says("scope", "Device")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_discharging_battery_of_the_system_is_told_from_others() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!of_supplies(&folder.path().join("none")), "where nothing is told it is mains");
        let supply = |name: &str, files: &[(&str, &str)]| {
            let supply = folder.path().join(name);
            std::fs::create_dir_all(&supply).unwrap();
            files.iter().for_each(|(file, text)| std::fs::write(supply.join(file), format!("{text}\n")).unwrap());
        };
        supply("AC", &[("type", "Mains"), ("online", "1")]);
        supply("mouse", &[("type", "Battery"), ("status", "Discharging"), ("scope", "Device")]);
        supply("BAT0", &[("type", "Battery"), ("status", "Charging")]);
        assert!(!of_supplies(folder.path()));
        supply("BAT0", &[("type", "Battery"), ("status", "Discharging")]);
        assert!(of_supplies(folder.path()));
    }
}
