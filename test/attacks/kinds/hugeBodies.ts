import { MAX_BODY_BYTES } from '../../../shared/limits.ts';
import type { Attack } from '../attack.ts';

/** `head` and `tail` with so much in between that the body is as long as one may be. */
function body(head: string, filling: string, tail: string): string {
  const room = MAX_BODY_BYTES - head.length - tail.length;
  return head + filling.repeat(Math.floor(room / filling.length)) + tail;
}

export const hugeBodies: Attack = {
  name: 'huge-bodies',
  takes: 'memory',
  about: 'eight at a time send JSON of 12 MiB: escapes, brackets, numbers, one character too many',
  async run(siege) {
    const { room } = siege.victim;
    const escaped = body('{"name":"x","language":"c","code":"', '\\u0041', '"}');
    const attempts: [method: string, path: string, body: string][] = [
      ['POST', '/rooms', escaped],
      ['PATCH', `/rooms/${room}`, body('{"code":"', '\\n', '"}')],
      ['POST', '/rooms', body('{"name":', '[', '')],
      ['POST', '/rooms', body('[', '1,', '1]')],
      ['PATCH', `/rooms/${room}`, `${escaped} `.padEnd(MAX_BODY_BYTES + 1, ' ')],
    ];
    let next = 0;
    await siege.repeat(siege.of({ full: 8, short: 2 }), async () => {
      await siege.request(...attempts[next++ % attempts.length]!);
    });
  },
};

export const hugeCompletions: Attack = {
  name: 'huge-completions',
  takes: 'time',
  about: 'four at a time ask for completions of a text of 5 million characters, each time another one',
  async run(siege) {
    const line = 'const someName = otherName.thirdName(1, 2, 3); // a line\n';
    const code = line.repeat(Math.floor(5_000_000 / line.length));
    let next = 0;
    await siege.repeat(4, async () => {
      const text = `${code}${next++}\nsome`;
      const question = { code: text, cursor_position: text.length, language: 'javascript' };
      await siege.request('POST', '/autocomplete', JSON.stringify(question));
    });
  },
};
