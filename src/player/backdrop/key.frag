#version 300 es
// Takes the screen's colour out of each point: how far its hue lies from the screen's says how much of the avatar is in it,
// and that share of the screen is subtracted, which also takes the green from hair and edges.
precision highp float;
uniform sampler2D picture;
in vec2 place;
flat in vec3 screen;
flat in float is_screen;
out vec4 colour;

vec2 hue(vec3 c) {
  return vec2(dot(c, vec3(-0.169, -0.331, 0.5)), dot(c, vec3(0.5, -0.419, -0.081)));
}

void main() {
  vec3 seen = texture(picture, place).rgb;
  float far = distance(hue(seen), hue(screen));
  float share = max(smoothstep(0.08, 0.28, far), 1.0 - is_screen);
  vec3 left = clamp(seen - (1.0 - share) * screen, 0.0, 1.0);
  // What is greener (or bluer) than anything but the screen makes it.
  float limit = max(left.r, screen.g > screen.b ? left.b : left.g);
  vec3 clean = screen.g > screen.b ? vec3(left.r, min(left.g, limit), left.b) : vec3(left.r, left.g, min(left.b, limit));
  float spill = is_screen * (1.0 - smoothstep(0.28, 0.5, far));
  colour = vec4(mix(left, clean, spill), share);
}
