import { fine, unclear, type Finding } from './finding.ts';
import { translate } from '../../translate.ts';

/** Says whether a relay and an extension of these versions understand each other fully. */
export function compareVersions(relay: string, extension: string): Finding {
  const theirs = generation(relay);
  const ours = generation(extension);
  if (theirs === undefined || ours === undefined)
    return unclear(
      'version',
      translate('The relay reports the version "{0}", which is not a version number.', relay),
    );
  const order = theirs.major - ours.major || theirs.minor - ours.minor;
  if (order === 0)
    return fine(
      'version',
      translate('The relay runs version {0}. Your Tandem is version {1}.', relay, extension),
    );
  return unclear(
    'version',
    order < 0
      ? translate(
          'The relay runs version {0}, which is older than your Tandem ({1}), so new features may be missing. Ask its operator to update it.',
          relay,
          extension,
        )
      : translate(
          'The relay runs version {0}, which is newer than your Tandem ({1}). Update the extension.',
          relay,
          extension,
        ),
  );
}

/** Versions that share this share all features. */
function generation(version: string): { major: number; minor: number } | undefined {
  const [, major, minor] = /^(\d+)\.(\d+)\.\d+/.exec(version) ?? [];
  return major === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}
