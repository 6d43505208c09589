//! How well the reading from sound does, measured against flite's own phones.

