//! Every fault of an API call, for each call.

use end_to_end::Failure;

use super::{case, connecting, opening, speaking, stopping};

#[tokio::test]
async fn every_fault_of_a_call_has_its_expected_outcome() -> Result<(), Failure> {
    let mut cases = opening::cases();
    cases.extend(connecting::cases());
    cases.extend(speaking::cases());
    cases.extend(stopping::cases());
    case::all_happen(cases).await
}
