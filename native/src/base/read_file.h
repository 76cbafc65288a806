// A file read whole into memory. Not mapped: a mapped file that shrinks meanwhile would end the process.
#pragma once

#include <cstdint>
#include <string>

#include "tokengraft/status.h"

namespace tg {

// The whole of a regular file. One larger than `limit` bytes is refused with Code::limit before memory is asked for; a
// folder or device is refused with Code::bad_file.
Result<std::string> read_file(const std::string& path, std::uint64_t limit);

}  // namespace tg
