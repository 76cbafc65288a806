#include "devices.h"

#include "convert.h"
#include "entry.h"
#include "promise_worker.h"
#include "tokengraft/backend.h"
#include "tokengraft/device.h"
#include "values.h"

namespace tg::addon {
namespace {

// Off the main thread, because waking a device takes up to seconds.
Napi::Value load_device(const Napi::CallbackInfo& info) {
  auto work = [library = to_path(info[0], "library")](const std::atomic<bool>*) -> Result<std::string> {
    const auto device = tg::load_device(library);
    if (!device.ok()) return device.status();
    return std::string(device.value()->name);
  };
  const auto answer = [](Napi::Env env, const std::string& name) -> Napi::Value { return make_string(env, name); };
  return run_async(info.Env(), "tokengraft.loadDevice", nullptr, std::move(work), answer);
}

Napi::Value use_device(const Napi::CallbackInfo& info) {
  check(tg::use_device(to_path(info[0], "library")));
  return info.Env().Undefined();
}

Napi::Value device(const Napi::CallbackInfo& info) {
  return Napi::String::New(info.Env(), tg::device_name());
}

}  // namespace

void export_devices(Napi::Object exports) {
  export_function<load_device>(exports, "loadDevice");
  export_function<use_device>(exports, "useDevice");
  export_function<device>(exports, "device");
}

}  // namespace tg::addon
