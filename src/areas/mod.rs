//! Areas (辖区): the tree city 市 → district 区县 → street 街道 → community 社区 → grid 网格, where a point lies, and the sites and roads on it.
pub mod datum;
pub mod geometry;
pub mod level;
pub mod locate;
pub mod mapping;
pub mod morton;
