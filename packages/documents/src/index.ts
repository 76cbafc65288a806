export { JsonDocument } from './json-document.js';
export type { JsonMemberChange, JsonPath } from './json-document.js';
export { findMember, findMembers, spliceMember } from './json-members.js';
export type { MemberRange } from './json-members.js';
export { findDuplicateKey, parseJson } from './parse-json.js';
export { isFile, readJsonDocument, readTextFile } from './read-file.js';
export { syncFolder, writeFileBeside, writeFully } from './write-file.js';
export { fileError } from './file-error.js';
