// Written by the build from style/tokens.css and style/element.css.
export const TOKENS: string;
export const ELEMENT: string;
