/**
 * The version of the messages and bodies in shared/protocol and shared/api. A relay sends it in its
 * `welcome`. It grows with each change of them. Both ends ignore fields and kinds that they do not know, so
 * versions work together.
 */
export const PROTOCOL_VERSION = 2;
