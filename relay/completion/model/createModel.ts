import { assertNever } from '../../../shared/assertNever.ts';
import type { AiConfig } from '../../config.ts';
import { createAnthropicModel } from './anthropicModel.ts';
import type { CompletionModel } from './model.ts';
import { createOpenaiModel } from './openaiModel.ts';

/** The model that the relay is configured for; undefined for none. `now` in milliseconds since 1970. */
export function createModel(config: AiConfig, now: () => number): CompletionModel | undefined {
  switch (config.provider) {
    case 'local':
      return undefined;
    case 'openai':
      return createOpenaiModel(config, now);
    case 'anthropic':
      return createAnthropicModel(config, now);
    default:
      return assertNever(config.provider);
  }
}
