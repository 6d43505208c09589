// The files that are fetched, with their lengths in bytes and their SHA-256 digests: a file that came cut or is something else is
// told from the right one. `cargo xtask` writes this anew for what it has built; without entries nothing is compared.

/** @type {Record<string, { bytes: number, sha256: string }>} */
export const FILES = {};

/** The data of `avatar.list` and `voice.list`, which pages ask for long before a session: it needs neither worker nor wasm. */
/** @type {{ avatars: { avatar_id: string, normal_preview: string }[], voices: object[] }} */
export const LISTS = { avatars: [], voices: [] };
