// One picture of what is shown.

/** The picture as a file of the given type, on `ground`, a CSS colour, where it is transparent. Rejects while there is none. */
export async function snapshot(source, { type = 'image/png', quality, ground } = {}) {
  const width = source.videoWidth ?? source.width;
  const height = source.videoHeight ?? source.height;
  if (!width || !height) throw new DOMException('There is no picture yet.', 'InvalidStateError');
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (ground) Object.assign(context, { fillStyle: ground }).fillRect(0, 0, width, height);
  context.drawImage(source, 0, 0, width, height);
  const blob = await new Promise((done) => canvas.toBlob(done, type, quality));
  if (!blob) throw new DOMException('The picture could not be written.', 'EncodingError');
  return blob;
}
