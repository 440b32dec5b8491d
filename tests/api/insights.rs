//! Figures against SQL over the same areas, and who sees what of them.

mod desk;
mod feed;
mod figures;
mod kinds;
mod live;
mod path;
mod patrol;
