import type { TandemApi } from '../../../extension/api.ts';
import type { WindowView } from '../../walk/walkDriver.ts';
import type { PlainUri, WalkPerson } from './walkPerson.ts';

/** What a window holds and says now. A window whose Tandem has not started yet is in no room. */
export async function lookAtWindow(
  person: WalkPerson,
  isReachable: (relayUrl: string) => boolean,
): Promise<WindowView> {
  const [inside, outside] = await Promise.all([lookInside(person), lookAtScreen(person)]);
  const name = (uri: PlainUri): string => person.documentName(uri);
  return {
    documents: inside.documents.map(({ uri, ...rest }) => ({ document: name(uri), ...rest })),
    tabs: inside.tabs.map(({ uri, ...rest }) => ({ document: name(uri), ...rest })),
    sessions: inside.sessions.map(({ roomId, relayUrl, uri, ...rest }) => ({
      room: person.roomName(roomId) ?? roomId,
      document: name(uri),
      isReachable: isReachable(relayUrl),
      ...rest,
    })),
    files: person.filesOnDisk(),
    active: inside.active && name(inside.active),
    ...outside,
  };
}

function lookInside({ window }: WalkPerson) {
  return window.host.run((api) => {
    type Uri = (typeof api.Uri)['prototype'];
    const plain = (uri: Uri) => ({ scheme: uri.scheme, path: uri.path, text: uri.toString() });
    const extension = api.extensions.getExtension('tandem.tandem');
    const tandem = extension?.isActive === true ? (extension.exports as TandemApi) : undefined;
    const isOurs = ({ scheme }: Uri) => ['file', 'untitled', 'tandem'].includes(scheme);
    const placeOf = (input: unknown) => {
      const is = (view: 'text' | 'custom' | 'diff', uri: Uri) => ({ uri: plain(uri), view });
      if (input instanceof api.TabInputText) return is('text', input.uri);
      if (input instanceof api.TabInputCustom) return is('custom', input.uri);
      return input instanceof api.TabInputTextDiff ? is('diff', input.modified) : undefined;
    };
    return {
      documents: api.workspace.textDocuments
        .filter(({ uri }) => isOurs(uri))
        .map((document) => ({
          uri: plain(document.uri),
          text: document.getText().replaceAll('\r\n', '\n'),
          isDirty: document.isDirty,
        })),
      tabs: api.window.tabGroups.all.flatMap(({ tabs, viewColumn }) =>
        tabs.flatMap(({ input, isActive, isPreview }) => {
          const place = placeOf(input);
          return place === undefined ? [] : [{ ...place, group: viewColumn, isActive, isPreview }];
        }),
      ),
      sessions: (tandem?.sessions ?? []).map(({ room, document, state, isSaved }) => ({
        roomId: room.id,
        relayUrl: room.relayUrl,
        uri: plain(document.uri),
        isDocumentClosed: document.isClosed,
        state,
        isSaved,
      })),
      active: api.window.activeTextEditor && plain(api.window.activeTextEditor.document.uri),
    };
  });
}

/** In one go: each look at the screen takes a few milliseconds, and there are thousands. */
async function lookAtScreen({
  window,
}: WalkPerson): Promise<Pick<WindowView, 'statusBar' | 'messages' | 'questions'>> {
  const { messages, statusBar } = await window.page.evaluate(() => {
    const texts = (selector: string) =>
      [...document.querySelectorAll<HTMLElement>(selector)].map(({ innerText }) => innerText);
    return {
      messages: texts('.notifications-toasts .notification-list-item-message'),
      statusBar: texts('.part.statusbar .statusbar-item[id*="tandem.room"]').find((text) => text !== ''),
    };
  });
  return { messages, statusBar, questions: messages.filter((message) => QUESTION.test(message)).length };
}

const QUESTION = /file's version/;
