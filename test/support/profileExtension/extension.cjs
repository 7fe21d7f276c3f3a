/** Puts a profile (TANDEM_PROFILE, as test/fixtures has them) where VS Code lets an extension keep things. */
const fs = require('node:fs');
const path = require('node:path');

exports.activate = async (context) => {
  const folder = process.env.TANDEM_PROFILE;
  const { globalState, workspaceState, secrets } = JSON.parse(
    fs.readFileSync(path.join(folder, 'profile.json'), 'utf8'),
  );
  for (const [key, value] of Object.entries(globalState)) await context.globalState.update(key, value);
  for (const [key, value] of Object.entries(workspaceState.folder))
    await context.workspaceState.update(key, value);
  for (const [key, value] of Object.entries(secrets)) await context.secrets.store(key, value);
  fs.cpSync(path.join(folder, 'storage'), context.storageUri.fsPath, { recursive: true });
  fs.cpSync(path.join(folder, 'globalStorage'), context.globalStorageUri.fsPath, { recursive: true });
};
