/** Everyday Rust, for rooms that begin empty. */
export const RUST = `use std::collections::HashMap;
use std::fmt;

#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    pub name: String,
    value: Option<u32>,
}

pub enum Kind {
    First,
    Second(usize),
}

impl Item {
    pub fn new(name: &str) -> Self {
        Self { name: name.to_string(), value: None }
    }

    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}", self.name)
    }
}

pub trait Shape {
    fn area(&self) -> f64;
}

fn load(path: &str) -> Result<String, Box<dyn std::error::Error>> {
    let text = std::fs::read_to_string(path)?;
    Ok(text)
}

fn main() {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut result = Vec::new();
    for i in 0..items.len() {
        println!("{}", items[i]);
    }
    for item in items.iter() {
        *counts.entry(item.clone()).or_insert(0) += 1;
        result.push(item);
    }
    match value {
        Some(x) => x,
        None => return Err("message".into()),
        _ => {}
    }
    if let Some(x) = result.get(0) {
        println!("{:?}", x);
    } else {
        panic!("message");
    }
    while left < right {
        break;
    }
    let names: Vec<_> = items.iter().map(|item| item.name).filter(|x| x.len() > 0).collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn works() {
        assert_eq!(result, 1);
    }
}
`;
