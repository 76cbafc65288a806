#include "files.h"

#include "convert.h"
#include "entry.h"
#include "promise_worker.h"
#include "tokengraft/files.h"

namespace tg::addon {
namespace {

// Two ranges of equal length, as copyRange and compareRanges take them.
struct RangePair {
  RangePair(const Napi::CallbackInfo& info, const char* first, const char* second)
      : first_path(to_path(info[0], first)),
        first_offset(to_integer(info[1], std::string(first) + "Offset")),
        second_path(to_path(info[2], second)),
        second_offset(to_integer(info[3], std::string(second) + "Offset")),
        length(to_integer(info[4], "length")) {}

  std::string first_path;
  std::uint64_t first_offset;
  std::string second_path;
  std::uint64_t second_offset;
  std::uint64_t length;
};

Napi::Value copy_range(const Napi::CallbackInfo& info) {
  auto work = [ranges = RangePair(info, "source", "target")](const std::atomic<bool>* cancelled) {
    return done(tg::copy_range(ranges.first_path, ranges.first_offset, ranges.second_path, ranges.second_offset,
                               ranges.length, cancelled));
  };
  return run_async(info.Env(), "tokengraft.copyRange", to_cancel_flag(info[5]), std::move(work), answer_done);
}

Napi::Value compare_ranges(const Napi::CallbackInfo& info) {
  auto work = [ranges = RangePair(info, "a", "b")](const std::atomic<bool>* cancelled) {
    return tg::compare_ranges(ranges.first_path, ranges.first_offset, ranges.second_path, ranges.second_offset,
                              ranges.length, cancelled);
  };
  const auto answer = [](Napi::Env env, const Comparison& comparison) {
    return comparison.equal ? env.Undefined()
                            : Napi::Number::New(env, static_cast<double>(comparison.first_difference));
  };
  return run_async(info.Env(), "tokengraft.compareRanges", to_cancel_flag(info[5]), std::move(work), answer);
}

Napi::Value clone_file(const Napi::CallbackInfo& info) {
  auto work = [source = to_path(info[0], "source"), target = to_path(info[1], "target")](const std::atomic<bool>*) {
    return tg::clone_file(source, target);
  };
  return run_async(info.Env(), "tokengraft.cloneFile", nullptr, std::move(work), Napi::Boolean::New);
}

Napi::Value exchange_paths(const Napi::CallbackInfo& info) {
  auto work = [a = to_path(info[0], "a"), b = to_path(info[1], "b")](const std::atomic<bool>*) {
    return tg::exchange_paths(a, b);
  };
  return run_async(info.Env(), "tokengraft.exchangePaths", nullptr, std::move(work), Napi::Boolean::New);
}

}  // namespace

void export_files(Napi::Object exports) {
  export_function<copy_range>(exports, "copyRange");
  export_function<compare_ranges>(exports, "compareRanges");
  export_function<clone_file>(exports, "cloneFile");
  export_function<exchange_paths>(exports, "exchangePaths");
}

}  // namespace tg::addon
