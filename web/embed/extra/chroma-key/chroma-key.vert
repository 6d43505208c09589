#version 300 es
// One triangle over the whole picture. The colour of the screen behind the avatar is found where the avatar is not: near the
// upper edges.
uniform sampler2D picture;
out vec2 place;
flat out vec3 screen;
flat out float is_screen;

void main() {
  vec2 corner = vec2(float((gl_VertexID << 1) & 2), float(gl_VertexID & 2));
  place = vec2(corner.x, 1.0 - corner.y);
  gl_Position = vec4(corner * 2.0 - 1.0, 0.0, 1.0);
  screen = 0.25 * (
    textureLod(picture, vec2(0.03, 0.05), 0.0).rgb + textureLod(picture, vec2(0.97, 0.05), 0.0).rgb +
    textureLod(picture, vec2(0.03, 0.25), 0.0).rgb + textureLod(picture, vec2(0.97, 0.25), 0.0).rgb);
  // A picture before anything but a strong green or blue stays whole.
  float strongest = max(screen.g, screen.b);
  float other = max(screen.r, min(screen.g, screen.b));
  is_screen = step(0.2, strongest - other);
}
