import type { DocumentModel } from './documentModel.ts';
import type { TabInput } from './groups.ts';

/** An editor that shows a text, as both halves name it. */
export interface ShownEditor {
  readonly id: number;
  readonly key: string;
  readonly model: DocumentModel;
  readonly viewColumn: number;
}

/** A text as the extension host is told of it at first. */
export interface DocumentState {
  readonly key: string;
  readonly uri: DocumentModel['uri'];
  readonly text: string;
  readonly eol: DocumentModel['eol'];
  readonly version: number;
  readonly languageId: string;
  readonly isDirty: boolean;
}

/** What is open and shown now that was not before, and the other way round. */
export interface DocumentsDelta {
  readonly removedDocuments: readonly string[];
  readonly addedDocuments: readonly DocumentState[];
  readonly removedEditors: readonly number[];
  readonly addedEditors: readonly {
    readonly id: number;
    readonly key: string;
    readonly viewColumn: number;
    readonly carets: readonly { readonly start: number; readonly end: number }[];
  }[];
  /** Undefined where it is the same as before. */
  readonly activeEditor: { readonly id: number | undefined } | undefined;
}

/** The columns and tabs as the extension host sees them. */
export interface TabsState {
  readonly groups: readonly {
    readonly id: number;
    readonly isActive: boolean;
    readonly activeTab: number | undefined;
    readonly tabs: readonly {
      readonly id: number;
      readonly input: TabInput;
      readonly isPreview: boolean;
      readonly isDirty: boolean;
    }[];
  }[];
}
