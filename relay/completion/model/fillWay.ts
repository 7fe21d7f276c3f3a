import { fimTokensOf } from '../fimTokens.ts';

/** How a server is asked to fill in the middle. */
export type FillWay = 'chat' | 'suffix' | 'tokens' | 'infill';

/** The ways that a server may take, the likeliest first; a server that refuses one is asked by the next. */
export function fillWaysOf(baseUrl: URL, model: string): readonly [FillWay, ...FillWay[]] {
  if (isOpenAi(baseUrl)) return ['chat'];
  const byTokens: FillWay[] = fimTokensOf(model) === undefined ? [] : ['tokens'];
  if (SUFFIX_HOSTS.has(baseUrl.hostname)) return ['suffix', 'chat'];
  if (baseUrl.port === OLLAMA_PORT) return ['suffix', ...byTokens, 'chat'];
  if (LLAMA_CPP_PORTS.has(baseUrl.port)) return ['infill', ...byTokens, 'chat'];
  return fimTokensOf(model) === undefined ? ['chat'] : ['tokens', 'chat'];
}

/** OpenAI itself, which alone knows all of its parameters. */
export function isOpenAi({ hostname }: URL): boolean {
  return hostname === 'api.openai.com' || hostname.endsWith('.api.openai.com');
}

/** Mistral fills in at an address of its own. */
export function suffixPathOf({ hostname }: URL): string {
  return MISTRAL_HOSTS.has(hostname) ? '/fim/completions' : '/completions';
}

const MISTRAL_HOSTS = new Set(['api.mistral.ai', 'codestral.mistral.ai']);
const SUFFIX_HOSTS = new Set([...MISTRAL_HOSTS, 'api.deepseek.com']);
const OLLAMA_PORT = '11434';
/** The one of today and the one of before. */
const LLAMA_CPP_PORTS = new Set(['8080', '9931']);
