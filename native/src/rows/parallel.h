// Independent tasks on several threads.
#pragma once

#include <cstddef>
#include <functional>

#include "tokengraft/status.h"

namespace tg {

// Runs task(0) … task(count - 1), each once, on up to `threads` threads (0: all cores). After a failure only lower
// tasks are run, so the failure that is returned, that of the lowest task, does not depend on the number of threads.
Status run_tasks(unsigned threads, std::size_t count, const std::function<Status(std::size_t)>& task);

// The same for tasks that cannot fail.
void for_each_task(unsigned threads, std::size_t count, const std::function<void(std::size_t)>& task);

}  // namespace tg
