/** Where the cheat sheet hears that somebody wants to see it. */
export const asked = new EventTarget();

/** Opens the cheat sheet from anywhere. */
export const openCheatSheet = () => void asked.dispatchEvent(new Event('open'));
