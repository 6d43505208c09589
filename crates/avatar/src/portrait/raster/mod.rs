//! Pictures in tiles: textures that are warped, vector drawings, and the layers of both, put together where something changed.

mod compositor;
mod layer;
mod mesh;
mod pixmap;
mod sample;
mod texel_cache;
mod texel_range;
mod texture;
mod tiles;
mod vector_layer;

pub(super) use compositor::{BackgroundFill, Compositor};
pub(super) use layer::{Cover, Layer};
pub(super) use mesh::Mesh;
pub(super) use pixmap::Pixmap;
pub(super) use texel_cache::TexelCache;
pub(super) use texture::Texture;
pub(super) use tiles::{Block, CLEAR, Grid, SIDE};
pub(super) use vector_layer::VectorLayer;
