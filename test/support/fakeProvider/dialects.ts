/** How a provider streams a text in one of the interfaces that it speaks: server-sent events, the last one the end. */
export function eventsOf(path: string, pieces: readonly string[]): string[] {
  if (path.endsWith('/chat/completions') || path.endsWith('/fim/completions'))
    return [
      ...pieces.map((content) => data({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })),
      data({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }) +
        data({ choices: [], usage: { prompt_tokens: 100, completion_tokens: 7 } }) +
        DONE,
    ];
  if (path.endsWith('/completions'))
    return [
      ...pieces.map((text) => data({ choices: [{ index: 0, text, finish_reason: null }] })),
      data({ choices: [{ index: 0, text: '', finish_reason: 'stop' }] }) + DONE,
    ];
  if (path.endsWith('/messages'))
    return [
      ...pieces.map((text, index) => (index === 0 ? MESSAGE_START : '') + delta(text)),
      event('content_block_stop', { index: 0 }) +
        event('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 7 } }) +
        event('message_stop', {}),
    ];
  return [
    ...pieces.map((content) => data({ content, stop: false })),
    data({ content: '', stop: true, tokens_evaluated: 100, tokens_predicted: 7 }),
  ];
}

function data(value: object): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

function event(type: string, value: object): string {
  return `event: ${type}\n${data({ type, ...value })}`;
}

function delta(text: string): string {
  return event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });
}

const DONE = 'data: [DONE]\n\n';

const MESSAGE_START =
  event('message_start', {
    message: {
      id: 'm',
      type: 'message',
      role: 'assistant',
      content: [],
      usage: { input_tokens: 100, output_tokens: 1 },
    },
  }) + event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
