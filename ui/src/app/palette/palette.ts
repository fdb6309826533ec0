/** Where the palette hears that somebody wants it. */
export const asked = new EventTarget();

/** Opens the palette from anywhere. */
export const openPalette = () => void asked.dispatchEvent(new Event('open'));
