// Keeps what the page saves, and tells of it in short. The files themselves go nowhere.
const kept = [];
const make = URL.createObjectURL.bind(URL);
URL.createObjectURL = (blob) => (kept.push(blob), make(blob));
const click = HTMLAnchorElement.prototype.click;
HTMLAnchorElement.prototype.click = function () {
  if (!this.download) return click.call(this);
  kept.at(-1).savedAs = this.download;
};
window.saved = kept;
