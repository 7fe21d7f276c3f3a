/** The words that a language reserves, and a few that every text in it uses. */
export function keywordsOf(language: string): readonly string[] {
  return KEYWORDS.get(language) ?? [];
}

const C_LIKE =
  'break case char const continue default do double else enum extern float for goto if int long return short signed sizeof static struct switch typedef union unsigned void volatile while';
const JAVASCRIPT =
  'async await break case catch class const continue debugger default delete do else export extends false finally for from function if import in instanceof let new null of return static super switch this throw true try typeof undefined var void while yield console';
const TYPESCRIPT = `${JAVASCRIPT} abstract any as boolean declare enum implements interface keyof namespace never number private protected public readonly satisfies string type unknown`;

const KEYWORDS = new Map(
  Object.entries({
    c: C_LIKE,
    cpp: `${C_LIKE} auto bool catch class constexpr delete explicit false friend inline namespace new noexcept nullptr operator override private protected public template this throw true try typename using virtual`,
    csharp:
      'abstract as async await base bool break case catch char class const continue decimal default delegate do double else enum event explicit false finally float for foreach get if in int interface internal is lock long namespace new null object operator out override params private protected public readonly record ref return sealed set short static string struct switch this throw true try using var virtual void while',
    go: 'append break case chan const continue default defer else error fallthrough false for func go goto if import interface make map nil package range return select string struct switch true type var',
    java: 'abstract assert boolean break byte case catch char class continue default do double else enum extends false final finally float for if implements import instanceof int interface long new null package private protected public record return short static super switch synchronized this throw throws transient true try var void volatile while String System',
    javascript: JAVASCRIPT,
    javascriptreact: JAVASCRIPT,
    typescript: TYPESCRIPT,
    typescriptreact: TYPESCRIPT,
    php: 'abstract array as break case catch class clone const continue declare default do echo else elseif extends false final finally fn for foreach function global if implements include instanceof interface match namespace new null private protected public readonly require return static switch this throw trait true try use while yield',
    python:
      'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return self try while with yield enumerate isinstance len print range super',
    ruby: 'alias and begin break case class def defined do else elsif end ensure false for if in include module next nil not or private protected public puts redo require rescue retry return self super then true undef unless until when while yield',
    rust: 'as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub ref return self static struct super trait true type unsafe use where while Option Result Some None String Vec',
    shellscript:
      'break case continue do done echo elif else esac exit export fi for function if in local readonly return shift then trap unset until while',
    sql: 'SELECT FROM WHERE INSERT INTO VALUES UPDATE SET DELETE CREATE TABLE INDEX ALTER DROP JOIN LEFT INNER OUTER ON GROUP ORDER BY HAVING LIMIT OFFSET UNION DISTINCT PRIMARY KEY REFERENCES DEFAULT NULL select from where insert into values update set delete create table index alter drop join left inner outer on group order by having limit offset union distinct primary key references default null',
  }).map(([language, words]): [string, readonly string[]] => [language, words.split(' ')]),
);
