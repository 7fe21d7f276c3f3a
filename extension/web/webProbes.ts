import type { Probes, SocketAnswer } from '../../client/relay/diagnosis/probes.ts';
import { fetchText } from '../fetchText.ts';

/** Probes in a browser. Each gives up after `timeoutMs`. */
export function webProbes({ timeoutMs }: { timeoutMs: number }): Probes {
  return {
    network: undefined,
    get: (url) => fetchText(url, timeoutMs),
    openSocket: (url) => openSocket(url, timeoutMs),
  };
}

function openSocket(url: string, timeoutMs: number): Promise<SocketAnswer> {
  const socket = new WebSocket(url);
  const start = performance.now();
  return new Promise<SocketAnswer>((resolve) => {
    let isOpen = false;
    const timer = setTimeout(() => {
      resolve(isOpen ? { kind: 'silent' } : { kind: 'failed', code: 'ETIMEDOUT' });
      socket.close();
    }, timeoutMs);
    socket.onopen = () => (isOpen = true);
    socket.onclose = ({ code }) => {
      clearTimeout(timer);
      // A browser tells no more about one that never opened.
      resolve(
        isOpen
          ? { kind: 'closed', code, ms: performance.now() - start }
          : { kind: 'failed', code: 'UNKNOWN' },
      );
    };
  });
}
