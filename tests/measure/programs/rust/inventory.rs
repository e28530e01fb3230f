use std::collections::BTreeMap;
use std::fmt;

#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub name: String,
    pub quantity: u32,
    pub cents: u64,
}

#[derive(Debug, PartialEq)]
pub enum StockError {
    Unknown(String),
    TooFew { name: String, left: u32 },
}

impl fmt::Display for StockError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StockError::Unknown(name) => write!(formatter, "there is no {name}"),
            StockError::TooFew { name, left } => write!(formatter, "only {left} of {name} left"),
        }
    }
}

impl std::error::Error for StockError {}

#[derive(Default)]
pub struct Inventory {
    parts: BTreeMap<String, Part>,
}

impl Inventory {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn add(&mut self, part: Part) {
        match self.parts.get_mut(&part.name) {
            Some(known) => known.quantity += part.quantity,
            None => {
                self.parts.insert(part.name.clone(), part);
            }
        }
    }

    pub fn take(&mut self, name: &str, quantity: u32) -> Result<u64, StockError> {
        let part = self.parts.get_mut(name).ok_or_else(|| StockError::Unknown(name.to_string()))?;
        if part.quantity < quantity {
            return Err(StockError::TooFew { name: name.to_string(), left: part.quantity });
        }
        part.quantity -= quantity;
        Ok(part.cents * u64::from(quantity))
    }

    pub fn value(&self) -> u64 {
        self.parts.values().map(|part| part.cents * u64::from(part.quantity)).sum()
    }

    pub fn names(&self) -> Vec<&str> {
        self.parts.keys().map(String::as_str).collect()
    }
}

fn main() {
    let mut inventory = Inventory::new();
    inventory.add(Part { name: "bolt".to_string(), quantity: 40, cents: 12 });
    inventory.add(Part { name: "nut".to_string(), quantity: 60, cents: 7 });
    match inventory.take("bolt", 50) {
        Ok(price) => println!("taken for {price} cents"),
        Err(error) => eprintln!("{error}"),
    }
    println!("{:?} worth {}", inventory.names(), inventory.value());
}
