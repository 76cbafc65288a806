// Independent tasks on several threads.
#pragma once

#include <cstddef>
#include <functional>

#include "tokengraft/status.h"

namespace tg {

// Runs task(0) … task(count - 1), each once, on up to `threads` threads, the caller's among them. Tasks are claimed in
// order and none is begun after a failure, so the failure that is returned, the one of the lowest task, does not
// depend on the number of threads.
Status run_tasks(unsigned threads, std::size_t count, const std::function<Status(std::size_t)>& task);

}  // namespace tg
