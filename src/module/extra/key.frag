#version 300 es
// Takes the screen's colour out of each point: how far its hue lies from the screen's says how much of the avatar is in it,
// and the rest, that share of the screen, is subtracted, which also takes the green from hair and edges.
precision highp float;
uniform sampler2D picture;
// Behind the avatar; all zero for nothing.
uniform vec4 ground;
in vec2 place;
flat in vec3 screen;
flat in float is_screen;
out vec4 colour;

vec2 hue(vec3 c) {
  return vec2(dot(c, vec3(-0.169, -0.331, 0.5)), dot(c, vec3(0.5, -0.419, -0.081)));
}

void main() {
  vec3 seen = texture(picture, place).rgb;
  // Video carries a quarter as many hues as points: a hue is the mean of its surroundings, or edges look like stairs.
  vec2 step = 1.0 / vec2(textureSize(picture, 0));
  vec3 around = texture(picture, place + step * vec2(1.4, 0.7)).rgb + texture(picture, place + step * vec2(-0.7, 1.4)).rgb +
    texture(picture, place + step * vec2(-1.4, -0.7)).rgb + texture(picture, place + step * vec2(0.7, -1.4)).rgb;
  float far = distance(hue(0.2 * (seen + around)), hue(screen));
  // Grey is as far from the screen as the screen is strong; from there on all of the point is the avatar.
  float whole = 0.85 * length(hue(screen));
  float share = max(smoothstep(0.2 * whole, whole, far), 1.0 - is_screen);
  vec3 left = clamp(seen - (1.0 - share) * screen, 0.0, 1.0);
  // What is greener (or bluer) than anything but the screen can have made it.
  vec3 clean = screen.g > screen.b ? vec3(left.r, min(left.g, max(left.r, left.b)), left.b)
                                   : vec3(left.r, left.g, min(left.b, max(left.r, left.g)));
  float spill = is_screen * (1.0 - smoothstep(whole, 1.6 * whole, far));
  colour = vec4(min(mix(left, clean, spill), share), share) + (1.0 - share) * ground;
}
