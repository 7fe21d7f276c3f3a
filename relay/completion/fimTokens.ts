/** How a family of models was taught to fill in the middle. */
export interface FimTokens {
  /** The prompt that asks for what stands between the two. */
  prompt(before: string, after: string): string;
}

/** The tokens of a model by its name; undefined for a model that the relay does not know any of. */
export function fimTokensOf(model: string): FimTokens | undefined {
  return FAMILIES.find(({ name }) => name.test(model));
}

/** Takes every token of any family, and the tags of the chat prompt, out of a text that is to be a part of a prompt. */
export function withoutFimTokens(text: string): string {
  let clean = text;
  // Taking one out may make another of what was around it.
  for (let last = ''; last !== clean;) {
    last = clean;
    clean = clean.replaceAll(CONTROL_TEXTS, '');
  }
  return clean;
}

const FAMILIES: readonly (FimTokens & { readonly name: RegExp })[] = [
  {
    name: /codestral/i,
    prompt: (before, after) => `[SUFFIX]${after}[PREFIX]${before}`,
  },
  {
    name: /code-?llama/i,
    prompt: (before, after) => `<PRE> ${before} <SUF>${after} <MID>`,
  },
  {
    name: /deepseek/i,
    prompt: (before, after) => `<｜fim▁begin｜>${before}<｜fim▁hole｜>${after}<｜fim▁end｜>`,
  },
  {
    name: /starcoder|stable-?code/i,
    prompt: (before, after) => `<fim_prefix>${before}<fim_suffix>${after}<fim_middle>`,
  },
  {
    name: /seed-?coder/i,
    prompt: (before, after) => `<[fim-suffix]>${after}<[fim-prefix]>${before}<[fim-middle]>`,
  },
  {
    name: /qwen.*coder|codegemma|granite/i,
    prompt: (before, after) => `<|fim_prefix|>${before}<|fim_suffix|>${after}<|fim_middle|>`,
  },
];

/** What a model takes for an instruction and not for text. */
export const CONTROL_TEXTS =
  /<\|(?:fim_(?:prefix|suffix|middle|pad)|repo_name|file_sep|file_separator|endoftext|im_start|im_end|end_of_text|eot_id)\|>|<fim_(?:prefix|suffix|middle|pad)>|<｜(?:fim▁(?:begin|hole|end)|end▁of▁sentence|begin▁of▁sentence)｜>|\[(?:SUFFIX|PREFIX|MIDDLE)\]|<(?:PRE|SUF|MID|EOT)>|<\[fim-(?:prefix|suffix|middle)\]>|<\/?fill>/g;
