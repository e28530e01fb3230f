use std::cmp::Ordering;
use std::f64::consts::PI;
use std::str::FromStr;

pub trait Measured {
    fn area(&self) -> f64;
    fn perimeter(&self) -> f64;

    fn roundness(&self) -> f64 {
        4.0 * PI * self.area() / self.perimeter().powi(2)
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape {
    Circle { radius: f64 },
    Rectangle { width: f64, height: f64 },
    Square(f64),
}

impl Measured for Shape {
    fn area(&self) -> f64 {
        match *self {
            Shape::Circle { radius } => PI * radius * radius,
            Shape::Rectangle { width, height } => width * height,
            Shape::Square(side) => side * side,
        }
    }

    fn perimeter(&self) -> f64 {
        match *self {
            Shape::Circle { radius } => 2.0 * PI * radius,
            Shape::Rectangle { width, height } => 2.0 * (width + height),
            Shape::Square(side) => 4.0 * side,
        }
    }
}

impl FromStr for Shape {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut words = text.split(' ');
        let name = words.next().unwrap_or_default();
        let sizes = words.map(|word| word.parse::<f64>().map_err(|error| error.to_string())).collect::<Result<Vec<_>, _>>()?;
        match (name, sizes.as_slice()) {
            ("circle", [radius]) => Ok(Shape::Circle { radius: *radius }),
            ("rectangle", [width, height]) => Ok(Shape::Rectangle { width: *width, height: *height }),
            ("square", [side]) => Ok(Shape::Square(*side)),
            _ => Err(format!("not a shape: {text}")),
        }
    }
}

pub fn largest(shapes: &[Shape]) -> Option<&Shape> {
    shapes.iter().max_by(|a, b| a.area().partial_cmp(&b.area()).unwrap_or(Ordering::Equal))
}

pub fn total_area<M: Measured>(shapes: &[M]) -> f64 {
    shapes.iter().map(Measured::area).sum()
}

pub fn describe(shape: &dyn Measured) -> String {
    format!("area {:.2}, roundness {:.2}", shape.area(), shape.roundness())
}

fn main() -> Result<(), String> {
    let shapes = ["circle 1.5", "rectangle 2 3", "square 2"].iter().map(|text| text.parse()).collect::<Result<Vec<Shape>, String>>()?;
    for shape in &shapes {
        println!("{}", describe(shape));
    }
    println!("{:.2} in all, largest {:?}", total_area(&shapes), largest(&shapes));
    Ok(())
}
