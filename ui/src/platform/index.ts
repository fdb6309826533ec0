/** What the machine under the page may be able to do. A missing ability is null; ask, then use. */
export interface Platform {
  copyText: ((text: string) => Promise<void>) | null;
  /** Hands a file to the browser's downloads. */
  download: (name: string, file: Blob) => void;
  /** Tells something outside of the page. */
  notices: Notices | null;
}

export interface Notices {
  allowed: () => boolean;
  /** Asks the user where they have not decided; true where they allow it. */
  ask: () => Promise<boolean>;
  show: (notice: { id: string; title: string; body: string; onOpen: () => void }) => void;
}

export const platform: Platform = {
  copyText: globalThis.isSecureContext ? (text) => navigator.clipboard.writeText(text) : null,
  download(name, file) {
    const address = URL.createObjectURL(file);
    const link = Object.assign(document.createElement('a'), { href: address, download: name });
    link.click();
    URL.revokeObjectURL(address);
  },
  notices: 'Notification' in globalThis && globalThis.isSecureContext ? browserNotices() : null,
};

function browserNotices(): Notices {
  const allowed = () => Notification.permission === 'granted';
  return {
    allowed,
    ask: async () => allowed() || (await Notification.requestPermission()) === 'granted',
    show({ id, title, body, onOpen }) {
      // The same thing told by several tabs is one notice.
      const notice = new Notification(title, { body, tag: id });
      notice.onclick = () => {
        globalThis.focus();
        notice.close();
        onOpen();
      };
    },
  };
}

/** A small value that outlives the page, such as how the rail is folded; never data of clients. */
export const preferences = {
  read(key: string): string | null {
    try {
      return localStorage.getItem(`rivo.${key}`);
    } catch {
      return null;
    }
  },
  write(key: string, value: string): void {
    try {
      localStorage.setItem(`rivo.${key}`, value);
    } catch {
      // A browser that keeps nothing still shows everything.
    }
  },
};

/** A text that may be kept. */
export interface Memory {
  read: () => string | null;
  write: (text: string | null) => void;
}

/** What lives as long as the browser's tab: it outlives a reload, and nothing else. */
export const tabMemory: Memory = {
  read() {
    try {
      return sessionStorage.getItem('rivo.drafts');
    } catch {
      return null;
    }
  },
  write(text) {
    try {
      if (text === null) sessionStorage.removeItem('rivo.drafts');
      else sessionStorage.setItem('rivo.drafts', text);
    } catch {
      // A browser that keeps nothing still shows everything.
    }
  },
};
