/** One catalogue of the files beside this one; each belongs to an area of the screens. */
const files = import.meta.glob<Record<string, string>>(['./*.json', '!./{app,auth,lib,transport,ui}.json'], { eager: true, import: 'default' });

export default Object.fromEntries(Object.values(files).flatMap(Object.entries<string>));

/** What the server says by itself. */
export const server = Object.keys(files['./server.json'] ?? {});
