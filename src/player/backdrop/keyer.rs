//! Keying on the GPU: a picture goes in, the same without its green screen is drawn on a canvas.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    HtmlCanvasElement, HtmlVideoElement, WebGl2RenderingContext as Gl, WebGlProgram, WebGlShader, WebGlTexture,
};

const VERTEX: &str = include_str!("key.vert");
const FRAGMENT: &str = include_str!("key.frag");

/// Draws keyed pictures on one canvas. Dropping it gives the GPU's memory back.
pub(super) struct Keyer {
    gl: Gl,
    canvas: HtmlCanvasElement,
    program: WebGlProgram,
    texture: WebGlTexture,
}

impl Keyer {
    /// Sets a canvas up; none where the browser has no GPU for it: drawing on the CPU instead would cost more than it is worth.
    pub(super) fn new(canvas: &HtmlCanvasElement) -> Option<Self> {
        let options = js_sys::Object::new();
        js_sys::Reflect::set(&options, &"failIfMajorPerformanceCaveat".into(), &JsValue::TRUE).ok()?;
        let context = canvas.get_context_with_context_options("webgl2", &options).ok()??;
        let gl: Gl = context.dyn_into().ok()?;
        let program = link(&gl)?;
        let texture = gl.create_texture()?;
        gl.bind_texture(Gl::TEXTURE_2D, Some(&texture));
        for side in [Gl::TEXTURE_WRAP_S, Gl::TEXTURE_WRAP_T] {
            gl.tex_parameteri(Gl::TEXTURE_2D, side, Gl::CLAMP_TO_EDGE as i32);
        }
        for zoom in [Gl::TEXTURE_MIN_FILTER, Gl::TEXTURE_MAG_FILTER] {
            gl.tex_parameteri(Gl::TEXTURE_2D, zoom, Gl::LINEAR as i32);
        }
        gl.use_program(Some(&program));
        Some(Self {
            gl,
            canvas: canvas.clone(),
            program,
            texture,
        })
    }

    /// Draws the picture that the video shows now. False where it could not: then the video itself is to be shown.
    pub(super) fn draw(&self, video: &HtmlVideoElement) -> bool {
        let (width, height) = (video.video_width(), video.video_height());
        if width == 0 || height == 0 || self.gl.is_context_lost() {
            return false;
        }
        if (self.canvas.width(), self.canvas.height()) != (width, height) {
            self.canvas.set_width(width);
            self.canvas.set_height(height);
            self.gl.viewport(0, 0, width as i32, height as i32);
        }
        let taken = self.gl.tex_image_2d_with_u32_and_u32_and_html_video_element(
            Gl::TEXTURE_2D,
            0,
            Gl::RGBA as i32,
            Gl::RGBA,
            Gl::UNSIGNED_BYTE,
            video,
        );
        if taken.is_err() {
            return false;
        }
        self.gl.draw_arrays(Gl::TRIANGLES, 0, 3);
        true
    }
}

impl Drop for Keyer {
    fn drop(&mut self) {
        self.gl.delete_texture(Some(&self.texture));
        self.gl.delete_program(Some(&self.program));
        // A page has only a few contexts, and the browser takes them back only when it collects garbage.
        let extension = self.gl.get_extension("WEBGL_lose_context").ok().flatten();
        let lose = extension.and_then(|extension| {
            let lose = js_sys::Reflect::get(&extension, &"loseContext".into()).ok()?;
            lose.dyn_into::<js_sys::Function>().ok().map(|lose| (extension, lose))
        });
        if let Some((extension, lose)) = lose {
            let _: Result<JsValue, JsValue> = lose.call0(&extension);
        }
    }
}

fn link(gl: &Gl) -> Option<WebGlProgram> {
    let program = gl.create_program()?;
    for (kind, source) in [(Gl::VERTEX_SHADER, VERTEX), (Gl::FRAGMENT_SHADER, FRAGMENT)] {
        let shader: WebGlShader = gl.create_shader(kind)?;
        gl.shader_source(&shader, source);
        gl.compile_shader(&shader);
        gl.attach_shader(&program, &shader);
        // It goes with the program.
        gl.delete_shader(Some(&shader));
    }
    gl.link_program(&program);
    let linked = gl.get_program_parameter(&program, Gl::LINK_STATUS).as_bool();
    linked.unwrap_or(false).then_some(program)
}
