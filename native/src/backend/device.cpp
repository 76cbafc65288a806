#include "backend/device.h"

#include <atomic>

#include "tokengraft/device.h"

#if defined(__unix__) || defined(__APPLE__)
#include <dlfcn.h>
#define TG_HAVE_DLOPEN 1
#else
#define TG_HAVE_DLOPEN 0
#endif

namespace tg {
namespace {

std::atomic<const Backend*> in_use = nullptr;

Status refuse(const std::string& library, const std::string& reason) {
  return Status::error(Code::unsupported, library + ": " + reason);
}

}  // namespace

const Backend& current_backend() {
  const Backend* device = in_use;
  return device == nullptr ? cpu_backend() : *device;
}

std::string device_name() {
  return current_backend().name;
}

#if TG_HAVE_DLOPEN

Status use_device(const std::string& library) {
  void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return refuse(library, dlerror());
  const auto entry = reinterpret_cast<BackendEntry>(dlsym(handle, kBackendSymbol));
  const char* reason = "it is no device of tokengraft";
  const Backend* backend = entry == nullptr ? nullptr : entry(&reason);
  if (backend != nullptr && backend->abi == kBackendAbi) {
    in_use = backend;
    return {};
  }
  const std::string why = backend == nullptr ? reason
                                             : "it speaks version " + std::to_string(backend->abi) +
                                                   " of the table, not " + std::to_string(kBackendAbi);
  dlclose(handle);
  return refuse(library, why);
}

#else

Status use_device(const std::string& library) {
  return refuse(library, "libraries of devices cannot be loaded on this system");
}

#endif

}  // namespace tg
