/** Lets several commands run at once and still prints their outputs whole, one after the other, as they come. */
export class OrderedOutput {
  readonly #print: (text: string) => void;
  readonly #waiting: Channel[] = [];

  constructor(print: (text: string) => void) {
    this.#print = print;
  }

  /** A new output, printed after those that were opened before it. */
  open(): OutputChannel {
    const channel: Channel = { held: '', isClosed: false };
    this.#waiting.push(channel);
    return {
      write: (text) => {
        channel.held += text;
        this.#flush();
      },
      close: () => {
        channel.isClosed = true;
        this.#flush();
      },
    };
  }

  #flush(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      if (first.held !== '') this.#print(first.held);
      first.held = '';
      if (!first.isClosed) return;
      this.#waiting.shift();
    }
  }
}

export interface OutputChannel {
  write(text: string): void;
  close(): void;
}

interface Channel {
  held: string;
  isClosed: boolean;
}
