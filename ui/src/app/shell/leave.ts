/** Where the question is heard whether to log out with something that is not saved. */
export const asked = new EventTarget();

export const askToLeave = () => void asked.dispatchEvent(new Event('ask'));
