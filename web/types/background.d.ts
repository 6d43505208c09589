/** Whether the video's picture stands before a green or blue screen. Waits for a picture. */
export declare function standsBeforeScreen(video: HTMLVideoElement): Promise<boolean>;

/** Finds out, ahead of a start, whether pictures are drawn on the GPU, which takes as long as many pictures. */
export declare function prepare(): void;

/** A video's picture without its green or blue screen, on a canvas. */
export declare class Background {
  constructor(video: HTMLVideoElement);
  /** Draws each picture of the video from now on, while the canvas is in the page and the page is visible. */
  static of(video: HTMLVideoElement): Promise<Background>;

  /** To be put into the page by you; as large as the video's picture. */
  readonly canvas: HTMLCanvasElement;
  /** The background behind the avatar: red, green and blue from 0 to 1; null for a transparent picture. */
  colour: [number, number, number] | null;

  /** Ends the drawing, gives the GPU back and takes the canvas out of the page. */
  free(): void;
}
