/** Writes `data` to `path` in one step: whoever opens it sees the old file or the whole new one. */
export declare function writeFileBeside(path: string, data: string | Uint8Array): Promise<void>;
/** Makes the names in a folder survive a power cut, where the system can. */
export declare function syncFolder(path: string): Promise<void>;
