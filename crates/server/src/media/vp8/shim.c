/*
 * VP8 through the system's libvpx, reduced to four calls with plain arguments, so that no layout of a libvpx structure is
 * repeated outside of the headers that define it.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <vpx/vp8cx.h>
#include <vpx/vpx_encoder.h>

/*
 * How little a block must differ to be taken for unchanged. Libwebrtc sets 1 for cameras and 100 for screens: even colours without a
 * camera's noise, as a drawn face has them. 100 halves the work, for differences that nobody sees, once a picture has its quality. A key
 * frame is coarse, and with 100 a soft background would keep its blocks: the pictures after it are brought to full quality.
 */
#define STATIC_THRESHOLD 100
#define SETTLING_THRESHOLD 1

/* The coarsest quantizers: of a line that bears all, and of one that does not. */
#define POOREST 56
#define POOREST_ON_NARROW 63

/*
 * The finest quantizers. A soft background needs the finest there is, once: while it settles. What moves does not: with 14, a drawn head stays at
 * 47 dB of what was drawn, which nobody tells from more, and a third of the bits, and of the time to write them, is saved.
 */
#define FINEST 14
#define FINEST_WHILE_SETTLING 4

/*
 * How fast modes and vectors are chosen; negative numbers alone keep to it, whatever the clock says. From -9 on, vectors have no quarters of
 * pixels, and slow movement costs more bits than the search costs time.
 */
#define SPEED (-8)

struct avatar_vp8 {
    vpx_codec_ctx_t codec;
    vpx_codec_enc_cfg_t cfg;
    int is_narrow;
    /* Whether pictures are brought to full quality. */
    int settles;
    unsigned width;
    unsigned height;
    /* Pictures that are brought to full quality after a key frame, and pictures since the last one. */
    unsigned settling;
    unsigned since_key;
};

void avatar_vp8_close(struct avatar_vp8 *encoder) {
    if (encoder != NULL) {
        vpx_codec_destroy(&encoder->codec);
        free(encoder);
    }
}

/* Null where libvpx refuses the size or has no memory. */
struct avatar_vp8 *avatar_vp8_open(unsigned width, unsigned height, unsigned kilobits, unsigned pictures_per_second,
                                   unsigned settling) {
    vpx_codec_enc_cfg_t cfg;
    if (vpx_codec_enc_config_default(vpx_codec_vp8_cx(), &cfg, 0) != VPX_CODEC_OK) {
        return NULL;
    }
    cfg.g_w = width;
    cfg.g_h = height;
    cfg.g_threads = 1;
    cfg.g_timebase.num = 1;
    cfg.g_timebase.den = (int)pictures_per_second;
    cfg.g_lag_in_frames = 0;
    cfg.g_error_resilient = 0;
    cfg.rc_end_usage = VPX_CBR;
    cfg.rc_target_bitrate = kilobits;
    cfg.rc_dropframe_thresh = 0;
    cfg.rc_resize_allowed = 0;
    cfg.rc_min_quantizer = FINEST_WHILE_SETTLING;
    cfg.rc_max_quantizer = POOREST;
    cfg.rc_undershoot_pct = 100;
    cfg.rc_overshoot_pct = 15;
    cfg.rc_buf_initial_sz = 500;
    cfg.rc_buf_optimal_sz = 600;
    cfg.rc_buf_sz = 1000;
    /* Key frames come when they are asked for, and only then. */
    cfg.kf_mode = VPX_KF_DISABLED;

    struct avatar_vp8 *encoder = calloc(1, sizeof *encoder);
    if (encoder == NULL) {
        return NULL;
    }
    encoder->width = width;
    encoder->height = height;
    encoder->settling = settling;
    encoder->settles = 1;
    encoder->cfg = cfg;
    if (vpx_codec_enc_init(&encoder->codec, vpx_codec_vp8_cx(), &cfg, 0) != VPX_CODEC_OK) {
        free(encoder);
        return NULL;
    }
    if (vpx_codec_control(&encoder->codec, VP8E_SET_CPUUSED, SPEED) != VPX_CODEC_OK
        || vpx_codec_control(&encoder->codec, VP8E_SET_STATIC_THRESHOLD, SETTLING_THRESHOLD) != VPX_CODEC_OK
        || vpx_codec_control(&encoder->codec, VP8E_SET_NOISE_SENSITIVITY, 0) != VPX_CODEC_OK
        || vpx_codec_control(&encoder->codec, VP8E_SET_MAX_INTRA_BITRATE_PCT, 450) != VPX_CODEC_OK) {
        avatar_vp8_close(encoder);
        return NULL;
    }
    return encoder;
}

/*
 * Sends this many kilobits a second from the next picture on. Where the line is narrow, pictures may be poorer than otherwise, and are not
 * brought to full quality after a key frame. Returns 0, or -1 on an error.
 */
int avatar_vp8_set_rate(struct avatar_vp8 *encoder, unsigned kilobits, int is_narrow) {
    encoder->cfg.rc_target_bitrate = kilobits;
    encoder->cfg.rc_max_quantizer = is_narrow ? POOREST_ON_NARROW : POOREST;
    encoder->is_narrow = is_narrow;
    return vpx_codec_enc_config_set(&encoder->codec, &encoder->cfg) == VPX_CODEC_OK ? 0 : -1;
}

/* Has pictures brought to full quality from the next one on, or no more. Returns 0, or -1 on an error. */
static int settle(struct avatar_vp8 *encoder, int settles) {
    if (encoder->settles == settles) {
        return 0;
    }
    encoder->settles = settles;
    encoder->cfg.rc_min_quantizer = settles ? FINEST_WHILE_SETTLING : FINEST;
    unsigned threshold = settles ? SETTLING_THRESHOLD : STATIC_THRESHOLD;
    return vpx_codec_enc_config_set(&encoder->codec, &encoder->cfg) == VPX_CODEC_OK
                   && vpx_codec_control(&encoder->codec, VP8E_SET_STATIC_THRESHOLD, threshold) == VPX_CODEC_OK
               ? 0
               : -1;
}

/*
 * Encodes a picture in I420 whose planes are at least as large as the encoder's picture. `number` counts the pictures.
 * Points `data` at the encoded picture, which stays valid until the next call. Returns its size, 0 where the encoder
 * dropped the picture, -1 on an error. Sets `key` to 1 for a key frame, and `fine` to 1 where the finest quantizer was taken.
 * `active` has a byte for each macroblock, rows from the top: 0 where the picture is as the one before; null where nothing is
 * known of that.
 */
int64_t avatar_vp8_encode(struct avatar_vp8 *encoder, const uint8_t *y, const uint8_t *u, const uint8_t *v,
                          unsigned y_stride, unsigned chroma_stride, const uint8_t *active, int64_t number,
                          int force_key, const uint8_t **data, int *key, int *fine) {
    /* Libvpx copies the map; the interface is merely not const. It refuses any other number of rows and columns. */
    vpx_active_map_t map = {(unsigned char *)active, (encoder->height + 15) / 16, (encoder->width + 15) / 16};
    if (vpx_codec_control(&encoder->codec, VP8E_SET_ACTIVEMAP, &map) != VPX_CODEC_OK) {
        return -1;
    }
    vpx_image_t image;
    /* Libvpx only reads its input; the interface is merely not const. */
    if (vpx_img_wrap(&image, VPX_IMG_FMT_I420, encoder->width, encoder->height, 1, (unsigned char *)y) == NULL) {
        return -1;
    }
    image.planes[VPX_PLANE_Y] = (unsigned char *)y;
    image.planes[VPX_PLANE_U] = (unsigned char *)u;
    image.planes[VPX_PLANE_V] = (unsigned char *)v;
    image.stride[VPX_PLANE_Y] = (int)y_stride;
    image.stride[VPX_PLANE_U] = (int)chroma_stride;
    image.stride[VPX_PLANE_V] = (int)chroma_stride;

    if (settle(encoder, (force_key || encoder->since_key < encoder->settling) && !encoder->is_narrow) != 0) {
        return -1;
    }
    /* The older pictures that VP8 can refer to show nothing that the last one does not; each would be searched, too. */
    vpx_enc_frame_flags_t flags = force_key ? VPX_EFLAG_FORCE_KF : VP8_EFLAG_NO_REF_GF | VP8_EFLAG_NO_REF_ARF;
    if (vpx_codec_encode(&encoder->codec, &image, number, 1, flags, VPX_DL_REALTIME) != VPX_CODEC_OK) {
        return -1;
    }
    vpx_codec_iter_t iterator = NULL;
    const vpx_codec_cx_pkt_t *packet;
    while ((packet = vpx_codec_get_cx_data(&encoder->codec, &iterator)) != NULL) {
        if (packet->kind == VPX_CODEC_CX_FRAME_PKT) {
            *data = packet->data.frame.buf;
            *key = (packet->data.frame.flags & VPX_FRAME_IS_KEY) != 0;
            encoder->since_key = *key ? 0 : encoder->since_key + 1;
            int quantizer = 0;
            if (vpx_codec_control(&encoder->codec, VP8E_GET_LAST_QUANTIZER_64, &quantizer) != VPX_CODEC_OK) {
                return -1;
            }
            *fine = quantizer <= (int)encoder->cfg.rc_min_quantizer;
            return (int64_t)packet->data.frame.sz;
        }
    }
    return 0;
}
