import { TabInputCustom, TabInputText, TabInputTextDiff } from '../support/workbench/api/classes.ts';
import type { SimulatedRelay } from '../support/workbench/simulatedRelay.ts';
import type { SimulatedPerson } from './simulatedPerson.ts';
import type { TabView, WindowView } from './walkDriver.ts';

/** What a simulated window holds and says now, as an extension in it would see it. */
export function lookAtSimulated(person: SimulatedPerson, relay: SimulatedRelay): WindowView {
  const { window } = person;
  const { host } = window.workbench;
  const name = (uri: { scheme: string; path: string; toString(): string }): string =>
    person.documentName(uri);
  const active = host.editors.active?.document.uri;
  return {
    documents: [...host.documents.open.values()]
      .filter(({ uri }) => ['file', 'untitled', 'tandem'].includes(uri.scheme))
      .map((document) => ({
        document: name(document.uri),
        text: document.getText().replaceAll('\r\n', '\n'),
        isDirty: document.isDirty,
      })),
    tabs: host.tabs.all.flatMap(({ tabs, viewColumn }) =>
      tabs.flatMap(({ input, isActive, isPreview }): TabView[] => {
        const rest = { group: viewColumn, isActive, isPreview };
        if (input instanceof TabInputText) return [{ document: name(input.uri), view: 'text', ...rest }];
        if (input instanceof TabInputCustom) return [{ document: name(input.uri), view: 'custom', ...rest }];
        if (input instanceof TabInputTextDiff)
          return [{ document: name(input.modified), view: 'diff', ...rest }];
        return [];
      }),
    ),
    sessions: (window.tandem?.sessions ?? []).map(({ room, document, state, isSaved }) => ({
      room: person.roomName(room.id) ?? room.id,
      document: name(document.uri),
      isDocumentClosed: document.isClosed,
      state,
      isSaved,
      isReachable: relay.isUp && window.network.isUp && relay.isAt(room.relayUrl),
    })),
    active: active && name(active),
    statusBar: window.statusTexts.find((text) => !text.includes('sparkle')),
    messages: person.messages,
    questions: person.questions,
  };
}
