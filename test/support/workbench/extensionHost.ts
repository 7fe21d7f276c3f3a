import type { Clock } from '../../../client/ports.ts';
import type { SeededRandom } from '../seed.ts';
import { HostCalls } from './hostCalls.ts';
import { HostDocument } from './hostDocument.ts';
import { HostDocuments, HostFiles } from './hostDocuments.ts';
import { HostEditors } from './hostEditors.ts';
import type { DocumentsDelta } from './hostNews.ts';
import { HostTabs } from './hostTabs.ts';

/** The extension host's half of a window: what it has been told, and what it asks for. */
export class ExtensionHost {
  readonly calls: HostCalls;
  readonly documents = new HostDocuments();
  readonly editors: HostEditors;
  readonly tabs = new HostTabs();
  readonly files: HostFiles;

  constructor(parts: { clock: Clock; random: SeededRandom; activate: () => Promise<void> }) {
    this.calls = new HostCalls(parts.clock, parts.random);
    this.editors = new HostEditors(this.calls);
    this.files = new HostFiles(parts.activate);
  }

  /** All is changed first; the events follow, in VS Code's order. */
  takeDelta(delta: DocumentsDelta): void {
    const { documents, editors } = this;
    const closed = delta.removedDocuments.flatMap((key) => documents.open.get(key) ?? []);
    for (const document of closed) documents.open.delete(document.uri.toString());
    const opened = delta.addedDocuments.map((state) => {
      const document = new HostDocument(state, () => this.calls.save(state.uri));
      documents.open.set(state.key, document);
      return document;
    });
    editors.take(delta, documents.open);
    for (const document of closed) document.close();
    for (const document of closed) documents.closed.fire(document);
    for (const document of opened) documents.opened.fire(document);
    if (delta.removedEditors.length + delta.addedEditors.length > 0) {
      editors.visibleChanged.fire([...editors.shown.values()]);
    }
    if (delta.activeEditor !== undefined) editors.activeChanged.fire(editors.active);
  }
}
