// The chroma key on the CPU: takes the screen out of a picture, as chroma-key.frag does on the GPU.
//
// Video carries one hue for two by two points, so that only such blocks can be asked how much of the screen is in them. Where
// exactly an edge runs within a block is in the brightness, which every point has of its own: near edges the blocks' shares are
// explained by their brightness (a line fitted over three by three blocks, known as a guided filter), and what was found is
// applied to each point. Where brightness says nothing, the line is flat and the edge is as soft as the hues are.

/** Shares of the screen below and above which a block is the avatar's alone, or the screen's alone: coding leaves a little of
 * either everywhere, and folds of a screen are darker than the rest of it. */
const [PURE, GONE] = [0.04, 0.75];
/** The variance of the brightness (0 to 255) from which on it is believed: 20 squared. The shader's is the same for brightness from 0 to 1. */
const NOISE = 400;
/** Opacity (of 255) after the fit below which a point is transparent, and above which it is opaque. */
const [NEAR_NOTHING, NEAR_ALL] = [24, 234];

/** Reusable for all pictures of one size. */
export class CpuChromaKey {
  #width;
  #height;
  #across;
  #down;
  /** Of each block: the avatar's share and the brightness, 0 to 255, and the avatar's own colour. */
  #share;
  #light;
  #red;
  #green;
  #blue;
  /** Of each block: the line from brightness to share. */
  #slope;
  #base;
  #edges;

  /**
   * @param {number} width
   * @param {number} height
   */
  constructor(width, height) {
    this.#width = width;
    this.#height = height;
    this.#across = (width + 1) >> 1;
    this.#down = (height + 1) >> 1;
    const blocks = this.#across * this.#down;
    this.#share = new Uint8ClampedArray(blocks);
    this.#light = new Uint8ClampedArray(blocks);
    this.#red = new Uint8ClampedArray(blocks);
    this.#green = new Uint8ClampedArray(blocks);
    this.#blue = new Uint8ClampedArray(blocks);
    this.#slope = new Float32Array(blocks);
    this.#base = new Float32Array(blocks);
    this.#edges = new Uint32Array(blocks);
  }

  /**
   * @param {number} width
   * @param {number} height
   */
  fits(width, height) {
    return this.#width === width && this.#height === height;
  }

  /**
   * Takes the screen out of a picture.
   *
   * @param {Uint8ClampedArray} data Red, green, blue and alpha of each point.
   * @param {{ channel: number, colour: number[], strength: number }} screen `channel` is 1 for a green screen and 2 for a blue one, `colour` its colour,
   *   and `strength` by how much that exceeds the others in it.
   */
  apply(data, { channel, colour, strength }) {
    this.#measure(data, channel, colour, strength);
    const edges = this.#sort(data);
    for (let edge = 0; edge < edges; edge++) this.#fit(this.#edges[edge]);
    for (let edge = 0; edge < edges; edge++) this.#draw(data, this.#edges[edge]);
  }

  /**
   * Measures what each block holds.
   *
   * @param {Uint8ClampedArray} data
   * @param {number} channel
   * @param {number[]} colour
   * @param {number} strength
   */
  #measure(data, channel, colour, strength) {
    const width = this.#width;
    const third = 3 - channel;
    const scale = 255 / (GONE - PURE);
    const own = [this.#red, this.#green, this.#blue];
    const [shares, light] = [this.#share, this.#light];
    const [first, second, last] = [own[0], own[channel], own[third]];
    for (let row = 0, block = 0; row < this.#down; row++) {
      const top = 4 * 2 * row * width;
      const below = 2 * row + 1 < this.#height ? 4 * width : 0;
      for (let column = 0; column < this.#across; column++, block++) {
        const at = top + 8 * column;
        const beside = 2 * column + 1 < width ? 4 : 0;
        const across = at + beside;
        const under = at + below;
        const opposite = under + beside;
        const red = (data[at] + data[across] + data[under] + data[opposite]) / 4;
        const main = (data[at + channel] + data[across + channel] + data[under + channel] + data[opposite + channel]) / 4;
        const other = (data[at + third] + data[across + third] + data[under + third] + data[opposite + third]) / 4;
        const screen = (main - Math.max(red, other)) / strength;
        const share = (shares[block] = (GONE - screen) * scale);
        light[block] = channel === 1 ? 0.299 * red + 0.587 * main + 0.114 * other : 0.299 * red + 0.587 * other + 0.114 * main;
        if (share <= 0) continue;
        if (screen <= 0) {
          first[block] = red;
          second[block] = main;
          last[block] = other;
          continue;
        }
        // Of a mixture, what is left without the screen. Greener than the mean of the rest only the screen can have made it.
        const rest = 1 / (1 - screen);
        first[block] = (red - screen * colour[0]) * rest;
        last[block] = (other - screen * colour[third]) * rest;
        second[block] = Math.min((main - screen * colour[channel]) * rest, (first[block] + last[block]) / 2);
      }
    }
  }

  /**
   * Clears blocks of the screen alone and collects the blocks at edges; blocks of the avatar alone stay as they are.
   *
   * @param {Uint8ClampedArray} data
   */
  #sort(data) {
    const [across, down, width] = [this.#across, this.#down, this.#width];
    const [share, slope, base] = [this.#share, this.#slope, this.#base];
    const points = new Uint32Array(data.buffer, data.byteOffset, data.length / 4);
    let edges = 0;
    for (let row = 0; row < down; row++) {
      const above = (row ? row - 1 : row) * across;
      const here = row * across;
      const below = (row + 1 < down ? row + 1 : row) * across;
      let before = share[above] + share[here] + share[below];
      let now = before;
      for (let column = 0; column < across; column++) {
        const next = column + 1 < across ? column + 1 : column;
        const after = share[above + next] + share[here + next] + share[below + next];
        const sum = before + now + after;
        before = now;
        now = after;
        const block = here + column;
        slope[block] = 0;
        base[block] = share[block];
        if (sum === 9 * 255) continue;
        if (sum) {
          this.#edges[edges++] = block;
          continue;
        }
        const at = 2 * row * width + 2 * column;
        const beside = 2 * column + 1 < width ? 1 : 0;
        const under = 2 * row + 1 < this.#height ? width : 0;
        points[at] = points[at + beside] = points[at + under] = points[at + under + beside] = 0;
      }
    }
    return edges;
  }

  /**
   * Fits the line of a block at an edge.
   *
   * @param {number} block
   */
  #fit(block) {
    const [share, light] = [this.#share, this.#light];
    let [sum, sumOfLight, squares, products] = [0, 0, 0, 0];
    for (let row = -1; row <= 1; row++)
      for (let column = -1; column <= 1; column++) {
        const at = this.#beside(block, column, row);
        sum += share[at];
        sumOfLight += light[at];
        squares += light[at] * light[at];
        products += light[at] * share[at];
      }
    const slope = (products - (sum * sumOfLight) / 9) / (squares - (sumOfLight * sumOfLight) / 9 + 9 * NOISE);
    this.#slope[block] = slope;
    this.#base[block] = (sum - slope * sumOfLight) / 9;
  }

  /**
   * Draws the points of a block at an edge: each in the avatar's colour thereabouts, as opaque as the lines say.
   *
   * @param {Uint8ClampedArray} data
   * @param {number} block
   */
  #draw(data, block) {
    const [share, slope, base] = [this.#share, this.#slope, this.#base];
    let [weights, red, green, blue] = [0, 0, 0, 0];
    let [least, most] = [255, 0];
    for (let row = -2; row <= 2; row++)
      for (let column = -2; column <= 2; column++) {
        const at = this.#beside(block, column, row);
        const of = share[at];
        if (row * row < 4 && column * column < 4) {
          least = Math.min(least, of);
          most = Math.max(most, of);
        }
        if (!of) continue;
        // The less of the screen was in a block, the more its colour is worth.
        const weight = of * of * of * of;
        weights += weight;
        red += weight * this.#red[at];
        green += weight * this.#green[at];
        blue += weight * this.#blue[at];
      }
    red /= weights;
    green /= weights;
    blue /= weights;
    const across = this.#across;
    const row = Math.floor(block / across);
    const column = block - row * across;
    for (let below = 0; below < 2; below++)
      for (let beside = 0; beside < 2; beside++) {
        const [x, y] = [2 * column + beside, 2 * row + below];
        if (x >= this.#width || y >= this.#height) continue;
        const at = 4 * (y * this.#width + x);
        const side = this.#beside(block, 2 * beside - 1, 0);
        const other = this.#beside(block, 0, 2 * below - 1);
        const corner = this.#beside(block, 2 * beside - 1, 2 * below - 1);
        const light = 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2];
        const steep = 9 * slope[block] + 3 * (slope[side] + slope[other]) + slope[corner];
        const height = 9 * base[block] + 3 * (base[side] + base[other]) + base[corner];
        const found = Math.min(most, Math.max(least, (steep * light + height) / 16));
        data[at + 3] = ((found - NEAR_NOTHING) * 255) / (NEAR_ALL - NEAR_NOTHING);
        // A block without any of the screen keeps its own points, and one with hardly any keeps most of them: clothes that are a little green.
        const mixed = Math.min(1, Math.max((255 - found) / 64, (255 - share[block]) / 32));
        data[at] += mixed * (red - data[at]);
        data[at + 1] += mixed * (green - data[at + 1]);
        data[at + 2] += mixed * (blue - data[at + 2]);
      }
  }

  /**
   * The block so many columns and rows further, or the last one there is.
   *
   * @param {number} block
   * @param {number} columns
   * @param {number} rows
   */
  #beside(block, columns, rows) {
    const across = this.#across;
    const row = Math.floor(block / across);
    const column = block - row * across;
    const x = Math.min(across - 1, Math.max(0, column + columns));
    const y = Math.min(this.#down - 1, Math.max(0, row + rows));
    return y * across + x;
  }
}
