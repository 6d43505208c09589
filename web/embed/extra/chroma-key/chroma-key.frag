#version 300 es
// The chroma key on the GPU: takes the screen out of each point, as renderers/cpu-key.js does on the CPU. Video carries one hue for two by two points, so that
// only such blocks can be asked how much of the screen is in them; where exactly an edge runs is in the brightness: a line is
// fitted through the shares of three by three blocks over their brightness, and each point is put on it.
precision highp float;
uniform sampler2D picture;
// Behind the avatar; all zero for nothing.
uniform vec4 background;
in vec2 place;
flat in vec3 screen;
flat in float is_screen;
out vec4 colour;

// Shares of the screen below and above which a block is the avatar's alone, or the screen's alone.
const float PURE = 0.04, GONE = 0.75;
// The variance of the brightness (0 to 1) from which on it is believed: (20 / 255) squared, the 400 of renderers/cpu-key.js.
const float NOISE = 0.00615;

float light(vec3 c) {
  return dot(c, vec3(0.299, 0.587, 0.114));
}

// By how much the screen's colour exceeds the others.
float excess(vec3 c) {
  return screen.g > screen.b ? c.g - max(c.r, c.b) : c.b - max(c.r, c.g);
}

// The colour of the block so many blocks from a middle, and how much of it is the avatar.
vec4 block(vec2 middle, vec2 further) {
  vec3 mean = texture(picture, (middle + 2.0 * further) / vec2(textureSize(picture, 0))).rgb;
  return vec4(mean, clamp((GONE - excess(mean) / excess(screen)) / (GONE - PURE), 0.0, 1.0));
}

// What is left of a mixture without the screen. Greener (or bluer) than the mean of the rest only the screen can have made it.
vec3 without_screen(vec3 mean) {
  float part = clamp(excess(mean) / excess(screen), 0.0, 0.95);
  if (part == 0.0) return mean;
  vec3 rest = clamp((mean - part * screen) / (1.0 - part), 0.0, 1.0);
  return screen.g > screen.b ? vec3(rest.r, min(rest.g, 0.5 * (rest.r + rest.b)), rest.b)
                             : vec3(rest.rg, min(rest.b, 0.5 * (rest.r + rest.g)));
}

void main() {
  vec3 seen = texture(picture, place).rgb;
  if (is_screen < 0.5) {
    colour = vec4(seen, 1.0);
    return;
  }
  vec2 point = place * vec2(textureSize(picture, 0));
  // The middle of the point's block: there the sampler hands over the mean of its four points.
  vec2 middle = 2.0 * floor(0.5 * point) + 1.0;
  // Most points are far from any edge: their block and those at its corners say so.
  float pure = block(middle, vec2(0.0)).a;
  vec4 corners = vec4(block(middle, vec2(-1.0)).a, block(middle, vec2(1.0)).a,
                      block(middle, vec2(-1.0, 1.0)).a, block(middle, vec2(1.0, -1.0)).a);
  if (pure == 1.0 && corners == vec4(1.0)) {
    colour = vec4(seen, 1.0);
    return;
  }
  if (pure == 0.0 && corners == vec4(0.0)) {
    colour = background;
    return;
  }
  float least = 1.0, most = 0.0, weights = 0.0;
  vec4 sums = vec4(0.0);
  for (int row = -1; row <= 1; row++)
    for (int column = -1; column <= 1; column++) {
      vec2 further = vec2(column, row);
      vec4 found = block(middle, further);
      least = min(least, found.a);
      most = max(most, found.a);
      // The nearer a block is to the point, the more it counts, so that lines pass into each other.
      vec2 near = 1.0 - abs(middle + 2.0 * further - point) / 3.0;
      float weight = near.x * near.y;
      float bright = light(found.rgb);
      weights += weight;
      sums += weight * vec4(found.a, bright, bright * bright, bright * found.a);
    }
  // The avatar's colour thereabouts: the less of the screen was in a block, the more it is worth.
  vec4 fill = vec4(0.0);
  for (int row = -2; row <= 2; row++)
    for (int column = -2; column <= 2; column++) {
      vec4 found = block(middle, vec2(column, row));
      fill += pow(found.a, 4.0) * vec4(without_screen(found.rgb), 1.0);
    }
  sums /= weights;
  float slope = (sums.w - sums.x * sums.y) / (sums.z - sums.y * sums.y + NOISE);
  float found = clamp(sums.x + slope * (light(seen) - sums.y), least, most);
  float share = clamp((found - 0.094) / 0.824, 0.0, 1.0);
  // A block without any of the screen keeps its own points, and one with hardly any keeps most of them: clothes that are a little green.
  float mixed = min(1.0, max(4.0 * (1.0 - found), 8.0 * (1.0 - pure)));
  colour = vec4(mix(seen, fill.rgb / max(fill.a, 1e-6), mixed) * share, share) + (1.0 - share) * background;
}
