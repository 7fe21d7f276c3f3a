import * as vscode from 'vscode';
import { parseRoomId, type RoomId } from '../../shared/room/roomId.ts';
import type { RoomRef } from '../../client/relay/roomRef.ts';
import { ROOM_SCHEME } from '../names.ts';
import { translate } from '../../client/translate.ts';

/** Gives a joined room's text to the documents that show it. */
export interface RoomTexts {
  /** The room's text, as soon as it is there; undefined when this window is not in that room. */
  textOf(room: RoomRef): Promise<string | undefined>;
  /** The same of the room whose document is at `uri`; otherwise of the one with this id, if there is just one. */
  textAt(uri: vscode.Uri, roomId: RoomId): Promise<string | undefined>;
  /**
   * What the document at `uri` holds when it is bound, and keeps others' edits out of it for a moment: VS Code reads it
   * only to revert it, and does not close what has changed since.
   */
  textToRevert(uri: vscode.Uri): Promise<string | undefined>;
  /** True when what is typed into the document at `uri` reaches a room, as soon as that is certain. */
  isShared(uri: vscode.Uri): Promise<boolean>;
}

/**
 * The files of joined rooms: `tandem:/<room id>/<name>`.
 *
 * FS1: a file's time and size never change, and no change is ever announced: VS Code would read the file again and
 *      apply the difference as if somebody had typed it.
 * FS2: saving a document that is bound succeeds and does nothing: the relay keeps the text.
 * FS3: a room that was left keeps its last text here while its document is open. Saving that text succeeds. Saving
 *      anything else fails and says why, since nothing would keep it.
 */
export class RoomFileSystem implements vscode.FileSystemProvider {
  readonly #changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changes.event;
  readonly #texts: RoomTexts;
  readonly #left = new Map<string, Uint8Array>();
  readonly #discarded = new Set<string>();

  constructor(texts: RoomTexts) {
    this.#texts = texts;
  }

  /** Keeps the text of a document whose room was left. */
  keep(uri: vscode.Uri, text: string): void {
    if (uri.scheme === ROOM_SCHEME) this.#left.set(uri.toString(), new TextEncoder().encode(text));
  }

  /** Lets saves of a document succeed whose text is elsewhere, until the result is called. */
  discard(uri: vscode.Uri): () => void {
    this.#discarded.add(uri.toString());
    return () => this.#discarded.delete(uri.toString());
  }

  /** True when a document whose room was left holds something else than it did then. */
  isEditedSinceLeaving(document: vscode.TextDocument): boolean {
    const left = this.#left.get(document.uri.toString());
    return (
      left !== undefined &&
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(left) !== document.getText()
    );
  }

  /** The document is closed, or its room was joined again. */
  drop(uri: vscode.Uri): void {
    this.#left.delete(uri.toString());
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    roomOf(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: 1, size: 0 };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const left = this.#left.get(uri.toString());
    if (left !== undefined) return left;
    const text = (await this.#texts.textToRevert(uri)) ?? (await this.#texts.textAt(uri, roomOf(uri)));
    if (text === undefined)
      throw vscode.FileSystemError.FileNotFound(
        translate('You are not in this room. Join it again to see its text.'),
      );
    return new TextEncoder().encode(text);
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    if (this.#discarded.has(uri.toString()) || (await this.#texts.isShared(uri))) return;
    if (isSame(this.#left.get(uri.toString()), content)) return;
    throw vscode.FileSystemError.NoPermissions(
      translate(
        'This document is not in a room, so its text is not kept anywhere. Use "Tandem: Save a Local Copy", or join the room again.',
      ),
    );
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw refuse(uri);
  }

  delete(uri: vscode.Uri): never {
    throw refuse(uri);
  }

  rename(uri: vscode.Uri): never {
    throw refuse(uri);
  }
}

/**
 * The document that shows a joined room; its name decides the icon and what language features see. `copy` tells apart
 * several documents of one room's name.
 */
export function roomDocumentUri(roomId: RoomId, name: string, copy = 1): vscode.Uri {
  const file = name.replace(/[\\/:*?"<>|\p{Cc}]+/gu, '-').replace(/^\.+|[. ]+$/g, '') || 'room';
  const folder = copy === 1 ? `/${roomId}` : `/${roomId}/${copy}`;
  return vscode.Uri.from({ scheme: ROOM_SCHEME, path: `${folder}/${file}` });
}

function isSame(left: Uint8Array | undefined, content: Uint8Array): boolean {
  return left?.length === content.length && left.every((byte, index) => byte === content[index]);
}

function roomOf(uri: vscode.Uri): RoomId {
  const [, id = '', name] = uri.path.split('/');
  const roomId = name === undefined ? undefined : parseRoomId(id);
  if (roomId === undefined) throw vscode.FileSystemError.FileNotFound(uri);
  return roomId;
}

function refuse(uri: vscode.Uri): vscode.FileSystemError {
  return vscode.FileSystemError.NoPermissions(
    translate('{0} is a room. Use the Tandem commands to rename or delete rooms.', uri.path),
  );
}
