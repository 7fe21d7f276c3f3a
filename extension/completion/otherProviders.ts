import * as vscode from 'vscode';
import { configuredCompletionMode, configuredOtherProviders } from './completionSettings.ts';
import { translate } from '../../client/translate.ts';
import { tell } from '../words/tell.ts';

const SAID = 'completions.otherProviderSaid';

/** Other extensions that complete as one types. Two at a time would fight: VS Code shows whichever is faster. */
export class OtherProviders {
  readonly #memento: vscode.Memento;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  /** The name of one that is active. */
  active(): string | undefined {
    for (const id of configuredOtherProviders()) {
      const extension = vscode.extensions.getExtension<unknown>(id);
      if (extension?.isActive !== true) continue;
      const { displayName } = extension.packageJSON as { displayName?: unknown };
      return typeof displayName === 'string' ? displayName : id;
    }
    return undefined;
  }

  /** Tells the person why Tandem keeps still, once ever. */
  explainOnce(): void {
    const name = this.active();
    if (name === undefined || configuredCompletionMode() !== 'auto') return;
    if (this.#memento.get<boolean>(SAID, false)) return;
    void this.#memento.update(SAID, true);
    void tell.info(
      translate(
        '{0} completes as you type, so Tandem completes only on request. The setting "tandem.completions.enabled" changes that.',
        name,
      ),
    );
  }
}
