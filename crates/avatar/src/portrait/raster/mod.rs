//! Pictures in tiles: textures that are warped, vector drawings, and the layers of both, put together where something changed.

mod board;
mod ink;
mod layer;
mod mesh;
mod sample;
mod sheet;
mod stretch;
mod texture;
mod tiles;
mod window;

pub(super) use board::{Board, Ground};
pub(super) use ink::Ink;
pub(super) use layer::{Cover, Layer};
pub(super) use mesh::Mesh;
pub(super) use sheet::Sheet;
pub(super) use texture::Texture;
pub(super) use tiles::{Block, CLEAR, Grid, SIDE};
pub(super) use window::Window;
