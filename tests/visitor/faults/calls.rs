//! Every fault that a call of the API can meet on its way.

use end_to_end::Failure;

use super::{case, connecting, opening, speaking, stopping};

#[tokio::test]
async fn every_fault_of_a_call_ends_as_it_must() -> Result<(), Failure> {
    let mut cases = opening::cases();
    cases.extend(connecting::cases());
    cases.extend(speaking::cases());
    cases.extend(stopping::cases());
    case::all_happen(cases).await
}
