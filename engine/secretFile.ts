/** Whether a file is one that holds keys or passwords, by its path with / or \ between the parts. */
export function isSecretFile(path: string): boolean {
  const parts = path.toLowerCase().split(/[/\\]/);
  const name = parts.pop() ?? '';
  return parts.some((folder) => FOLDERS.has(folder)) || NAMES.some((pattern) => pattern.test(name));
}

const FOLDERS = new Set(['secrets', '.ssh', '.aws', '.kube', '.gnupg']);

const NAMES = [
  /^\.env(\..*)?$/,
  /\.env$/,
  /\.(pem|key|p12|pfx|crt|cer|jks|keystore|kdbx|ppk)$/,
  /^id_(rsa|dsa|ecdsa|ed25519)/,
  /^\.(npmrc|netrc|pgpass|pypirc|htpasswd|git-credentials)$/,
  /^(secrets?|credentials)(\.(json|ya?ml|toml|ini|properties))?$/,
];
