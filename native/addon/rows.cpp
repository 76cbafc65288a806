#include "rows.h"

#include "convert.h"
#include "entry.h"
#include "fill_plan.h"
#include "promise_worker.h"

namespace tg::addon {
namespace {

using Bytes = std::vector<std::uint8_t>;

napi_value make_bytes(napi_env env, const Bytes& bytes) {
  return copy_to_typed_array<std::uint8_t>(env, bytes);
}

napi_value fill_rows(const Call& call) {
  auto work = [plan = to_fill_plan(call.env(), call[0]), threads = to_threads(call.env(), call[1])](
                  const std::atomic<bool>* cancelled) { return done(tg::fill_rows(plan, threads, cancelled)); };
  return run_async(call.env(), "tokengraft.fillRows", to_cancel_flag(call.env(), call[2]), std::move(work),
                   answer_done);
}

napi_value compute_rows(const Call& call) {
  auto work = [plan = to_fill_plan(call.env(), call[0]),
               threads = to_threads(call.env(), call[1])](const std::atomic<bool>* cancelled) -> Result<Bytes> {
    Bytes bytes;
    TG_RETURN_IF_ERROR(tg::compute_rows(plan, threads, cancelled, bytes));
    return bytes;
  };
  return run_async(call.env(), "tokengraft.computeRows", to_cancel_flag(call.env(), call[2]), std::move(work),
                   make_bytes);
}

napi_value audit_rows(const Call& call) {
  auto work = [matrix = to_matrix(call.env(), call[0], "matrix"),
               threads = to_threads(call.env(), call[1])](const std::atomic<bool>* cancelled) -> Result<Bytes> {
    Bytes flags;
    TG_RETURN_IF_ERROR(tg::audit_rows(matrix, threads, cancelled, flags));
    return flags;
  };
  return run_async(call.env(), "tokengraft.auditRows", to_cancel_flag(call.env(), call[2]), std::move(work),
                   make_bytes);
}

}  // namespace

void export_rows(napi_env env, napi_value exports) {
  export_function<fill_rows>(env, exports, "fillRows");
  export_function<compute_rows>(env, exports, "computeRows");
  export_function<audit_rows>(env, exports, "auditRows");
}

}  // namespace tg::addon
