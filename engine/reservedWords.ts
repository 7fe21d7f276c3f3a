/** Whether a word is reserved in some widespread language: it keeps its meaning when code is adapted to new names. */
export function isReserved(word: string): boolean {
  return RESERVED.has(word);
}

const RESERVED = new Set(
  `abstract and as assert async auto await bool boolean break byte case catch char class const constexpr continue crate
   debugger declare def default defer del delete do done double dyn elif else elsif end enum esac except export extends
   extern false False fi final finally float fn for foreach from fun func function get global go goto if impl implements
   import in include inline instanceof int interface internal is lambda let local long loop match mod module mut
   namespace native new nil None nonlocal not null nullptr number object of operator or out override package params
   pass print private protected pub public raise range readonly ref require return satisfies sealed select self Self
   set short signed sizeof static str string struct super switch synchronized template then this throw throws trait
   transient true True try type typedef typename typeof undefined union unknown unless unsafe unsigned until use using
   val var virtual void volatile when where while with yield SELECT FROM WHERE INSERT INTO VALUES UPDATE SET DELETE
   CREATE TABLE JOIN ON AND OR NOT NULL GROUP BY ORDER LIMIT AS`.split(/\s+/),
);
