#include "files.h"

#include "convert.h"
#include "entry.h"
#include "promise_worker.h"
#include "tokengraft/files.h"

namespace tg::addon {
namespace {

// Two ranges of equal length, as copyRange and compareRanges take them.
struct RangePair {
  RangePair(const Call& call, const char* first, const char* second)
      : first_path(to_path(call.env(), call[0], first)),
        first_offset(to_integer(call.env(), call[1], std::string(first) + "Offset")),
        second_path(to_path(call.env(), call[2], second)),
        second_offset(to_integer(call.env(), call[3], std::string(second) + "Offset")),
        length(to_integer(call.env(), call[4], "length")) {}

  std::string first_path;
  std::uint64_t first_offset;
  std::string second_path;
  std::uint64_t second_offset;
  std::uint64_t length;
};

napi_value copy_range(const Call& call) {
  auto work = [ranges = RangePair(call, "source", "target")](const std::atomic<bool>* cancelled) {
    return done(tg::copy_range(ranges.first_path, ranges.first_offset, ranges.second_path, ranges.second_offset,
                               ranges.length, cancelled));
  };
  return run_async(call.env(), "tokengraft.copyRange", to_cancel_flag(call.env(), call[5]), std::move(work),
                   answer_done);
}

napi_value compare_ranges(const Call& call) {
  auto work = [ranges = RangePair(call, "a", "b")](const std::atomic<bool>* cancelled) {
    return tg::compare_ranges(ranges.first_path, ranges.first_offset, ranges.second_path, ranges.second_offset,
                              ranges.length, cancelled);
  };
  const auto answer = [](napi_env env, const Comparison& comparison) {
    return comparison.equal ? undefined(env) : make_number(env, static_cast<double>(comparison.first_difference));
  };
  return run_async(call.env(), "tokengraft.compareRanges", to_cancel_flag(call.env(), call[5]), std::move(work),
                   answer);
}

napi_value clone_file(const Call& call) {
  auto work = [source = to_path(call.env(), call[0], "source"), target = to_path(call.env(), call[1], "target")](
                  const std::atomic<bool>*) { return tg::clone_file(source, target); };
  return run_async(call.env(), "tokengraft.cloneFile", nullptr, std::move(work), make_boolean);
}

napi_value exchange_paths(const Call& call) {
  auto work = [a = to_path(call.env(), call[0], "a"), b = to_path(call.env(), call[1], "b")](const std::atomic<bool>*) {
    return tg::exchange_paths(a, b);
  };
  return run_async(call.env(), "tokengraft.exchangePaths", nullptr, std::move(work), make_boolean);
}

}  // namespace

void export_files(napi_env env, napi_value exports) {
  export_function<copy_range>(env, exports, "copyRange");
  export_function<compare_ranges>(env, exports, "compareRanges");
  export_function<clone_file>(env, exports, "cloneFile");
  export_function<exchange_paths>(env, exports, "exchangePaths");
}

}  // namespace tg::addon
